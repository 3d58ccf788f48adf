-- Roles and database of Minshu, made once, by the superuser, when the container's cluster is new.
-- The same three roles as in the embedded stack (app/stack/postgres.py): minshu_admin, who runs this and is used for nothing
-- else; minshu_owner, who owns the schema and migrates; minshu_app, who reads and writes. The migrations give minshu_app its
-- rights, by default on whatever minshu_owner makes, and none to change or remove an audit entry.
\set ON_ERROR_STOP on
\getenv owner_password POSTGRES_OWNER_PASSWORD
\getenv app_password POSTGRES_APP_PASSWORD

CREATE ROLE minshu_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'owner_password';
CREATE ROLE minshu_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'app_password';

CREATE DATABASE minshu OWNER minshu_owner;
REVOKE ALL ON DATABASE minshu FROM PUBLIC;
GRANT CONNECT ON DATABASE minshu TO minshu_app;
