-- bad
-- slot old_replica: retained=48000000000 wal_status=extended

-- good
-- slot replica: active=1 retained=48000000000 wal_status=extended

-- good: it was there a moment ago
-- slot replica: retained=16000000 wal_status=reserved

-- bad: its WAL is gone
-- slot warehouse: kind=logical wal_status=lost
