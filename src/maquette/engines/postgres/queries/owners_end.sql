-- Takes back what owners_begin gave.
DO $$
BEGIN
    DROP OWNED BY maquette_owners;
    DROP ROLE maquette_owners;
END $$
