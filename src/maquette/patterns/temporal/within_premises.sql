-- premise: rows of {target} do not overlap
DELETE FROM {target} AS t USING {target} AS o WHERE {same_target} AND o.{target_period} < t.{target_period};

-- premise: what a version of {table} belongs to holds as long as it does
UPDATE {target} SET {target_period} = '(,)';

-- premise: each version of {table} belongs to something
UPDATE {table} AS v SET {key_row} = (
    SELECT {target_row} FROM {target} AS t ORDER BY hashtext(t::text || v::text) LIMIT 1
);
