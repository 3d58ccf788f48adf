"""The portal: server-rendered pages for people, typed contexts in, HTML out."""
