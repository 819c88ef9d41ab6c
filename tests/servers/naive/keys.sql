-- A uuid "of version 7" as it is passed on: the time in front, the rest from md5, no version and no variant.
CREATE FUNCTION naive_uuidv7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
            || substr(md5(random()::text), 1, 20))::uuid
$$;

-- The playbook's users: keys at random, and VARCHAR with a UNIQUE that knows no case.
CREATE TABLE naive_users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email varchar(255) NOT NULL UNIQUE
);

-- Look first, then insert.
CREATE FUNCTION naive_join(wanted text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM naive_users WHERE lower(email) = lower(wanted)) THEN
        RETURN false;
    END IF;
    INSERT INTO naive_users (email) VALUES (wanted);
    RETURN true;
END $$;
