-- bad
CREATE TABLE purchase (id serial PRIMARY KEY, total numeric);
ALTER TABLE purchase ALTER COLUMN id TYPE bigint;

-- bad: made by hand
CREATE SEQUENCE ticket_number AS smallint;
CREATE TABLE ticket (id integer PRIMARY KEY DEFAULT nextval('ticket_number'));
ALTER SEQUENCE ticket_number OWNED BY ticket.id;

-- good
CREATE TABLE purchase (id bigserial PRIMARY KEY, total numeric);

-- good: an identity column takes its sequence along
CREATE TABLE purchase (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric);
ALTER TABLE purchase ALTER COLUMN id TYPE bigint;

-- good: a sequence that starts again
CREATE SEQUENCE lane AS smallint CYCLE;
CREATE TABLE job (id bigint PRIMARY KEY, lane integer DEFAULT nextval('lane'));
ALTER SEQUENCE lane OWNED BY job.lane;
