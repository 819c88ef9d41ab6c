-- name: purchases_of_a_customer
-- calls: 20000
SELECT id, status, total FROM purchase WHERE customer_id = 42 ORDER BY placed_at DESC LIMIT 20;

-- name: purchases_of_a_day
-- calls: 300
SELECT count(*), sum(total) FROM purchase WHERE placed_at >= '2026-03-01' AND placed_at < '2026-03-02';
