-- A hosted application as its framework's migrations leave it (in the manner of Supabase starter kits), from memory.
BEGIN;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;
CREATE SCHEMA IF NOT EXISTS auth AUTHORIZATION supabase_admin;
CREATE SCHEMA IF NOT EXISTS private;
DO $$ BEGIN CREATE TYPE public.app_role AS ENUM ('owner', 'member'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;

CREATE TABLE auth.users (
    id uuid PRIMARY KEY DEFAULT extensions.uuid_generate_v4(),
    email varchar(255) UNIQUE,
    raw_user_meta_data jsonb,
    created_at timestamptz DEFAULT now()
);
CREATE TABLE public.teams (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 80),
    slug text GENERATED ALWAYS AS (lower(replace(name, ' ', '-'))) STORED,
    created_by uuid REFERENCES auth.users ON DELETE SET NULL
);
CREATE TABLE public.memberships (
    team_id uuid NOT NULL REFERENCES public.teams ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    role public.app_role NOT NULL DEFAULT 'member',
    PRIMARY KEY (team_id, user_id)
);
CREATE TABLE public.events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    team_id uuid NOT NULL,
    payload jsonb NOT NULL DEFAULT '{}',
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE public.events_default PARTITION OF public.events DEFAULT;
CREATE INDEX events_payload ON public.events USING gin (payload jsonb_path_ops);
CREATE INDEX CONCURRENTLY IF NOT EXISTS memberships_user ON public.memberships (user_id) INCLUDE (role) WHERE role = 'owner';

CREATE OR REPLACE FUNCTION private.is_member(team uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
    SELECT EXISTS (SELECT FROM public.memberships m WHERE m.team_id = team AND m.user_id = auth.uid());
$$;
CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION public.handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO public.teams (name, created_by) VALUES (NEW.email, NEW.id);
    RETURN NEW;
END; $$;
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users
    FOR EACH ROW EXECUTE PROCEDURE public.handle_new_user();

ALTER TABLE public.teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.memberships ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Members can see their teams" ON public.teams FOR SELECT TO authenticated USING (private.is_member(id));
CREATE POLICY "Own memberships" ON public.memberships TO authenticated USING ((SELECT auth.uid()) = user_id);
CREATE VIEW public.my_teams WITH (security_invoker = true) AS SELECT t.* FROM public.teams t WHERE private.is_member(t.id);

GRANT USAGE ON SCHEMA public, auth TO anon, authenticated, service_role;
GRANT ALL ON ALL TABLES IN SCHEMA public TO service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO authenticated;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON SEQUENCES TO anon;
ALTER FUNCTION auth.uid() OWNER TO supabase_auth_admin;
COMMENT ON TABLE public.teams IS E'@graphql({"totalCount": {"enabled": true}})\nTeams';
CREATE PUBLICATION app_changes FOR TABLE public.teams;
COMMIT;
