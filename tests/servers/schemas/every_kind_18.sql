-- What PostgreSQL 18 adds to every_kind.sql.
CREATE TABLE shop.modern (
  a integer CONSTRAINT a_needed NOT NULL, doubled integer GENERATED ALWAYS AS (a * 2) VIRTUAL, during daterange, guest daterange,
  CONSTRAINT loose CHECK (a > 0) NOT ENFORCED, CONSTRAINT stay UNIQUE (guest, during WITHOUT OVERLAPS)
);
ALTER TABLE shop.modern ADD CONSTRAINT guest_needed NOT NULL guest NOT VALID;
CREATE TABLE shop.visits (during daterange, guest daterange,
  CONSTRAINT within FOREIGN KEY (guest, PERIOD during) REFERENCES shop.modern (guest, PERIOD during));
