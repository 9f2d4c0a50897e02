-- Run by the administrator in each service's database. The role `keeper` owns what a service may add to and read, but never
-- change: nobody can log in as it, and nobody is a member of it.
DO $$
BEGIN
  CREATE ROLE keeper NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END $$;

-- Gives a schema of the caller's, with the tables and functions in it, to the keeper. The caller keeps INSERT and SELECT.
CREATE OR REPLACE FUNCTION public.hand_to_keeper(handed name) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  giver oid := quote_ident(session_user)::regrole;
  thing text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = handed AND nspowner = giver) THEN
    RAISE EXCEPTION 'schema % is not owned by %', handed, session_user USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR thing IN
    SELECT format('TABLE %s', oid::regclass) FROM pg_class
    WHERE relnamespace = quote_ident(handed)::regnamespace AND relowner = giver AND relkind = 'r'
    UNION ALL
    SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = quote_ident(handed)::regnamespace AND proowner = giver
  LOOP
    EXECUTE format('ALTER %s OWNER TO keeper', thing);
  END LOOP;
  EXECUTE format('ALTER SCHEMA %I OWNER TO keeper', handed);
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', handed, session_user);
  EXECUTE format('GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA %I TO %I', handed, session_user);
END $$;

-- Before an upgrade: what the keeper holds here goes back to the database's owner, so that migrations can change it. The
-- service hands it over again when it has started. For the administrator alone: it runs with the rights of its caller.
CREATE OR REPLACE FUNCTION public.take_from_keeper() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  taker name := (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database());
  thing text;
BEGIN
  FOR thing IN
    SELECT format('TABLE %s', oid::regclass) FROM pg_class WHERE relowner = 'keeper'::regrole AND relkind = 'r'
    UNION ALL
    SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc WHERE proowner = 'keeper'::regrole
    UNION ALL
    SELECT format('SCHEMA %I', nspname) FROM pg_namespace WHERE nspowner = 'keeper'::regrole
  LOOP
    EXECUTE format('ALTER %s OWNER TO %I', thing, taker);
  END LOOP;
END $$;

DO $$ BEGIN PERFORM public.take_from_keeper(); END $$;
