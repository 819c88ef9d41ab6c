-- premise: what a version belongs to holds all the time
DELETE FROM {target} AS t USING {target} AS o WHERE {same_target} AND o.{target_period} < t.{target_period};
UPDATE {target} SET {target_period} = '(,)';

-- premise: each version belongs to something
UPDATE {table} AS v SET {key_row} = (
    SELECT {target_row} FROM {target} AS t ORDER BY hashtext(t::text || v::text) LIMIT 1
);
