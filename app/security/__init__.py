"""Who may come in and how: authentication, CSRF, rate limits, security headers, and recorded acts of identity."""
