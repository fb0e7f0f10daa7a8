/**
 * The id of an account in the form `exchange/mode/name` where it was made of a key: `live/<exchange>/<market>/<hash>` with real
 * money, `simulated/<host>/<hash>` with a number behind it from the second one on. The account of a replay is its run.
 */
const NAMED_ACCOUNT = `CASE
    WHEN account LIKE 'live/%/%/%' THEN substr(account, 6, instr(substr(account, 6), '/') - 1) || '/live/key-'
      || replace(substr(account, 6 + instr(substr(account, 6), '/')), '/', '-')
    WHEN account LIKE 'simulated/%/%' THEN 'binance/testnet/key-'
      || replace(replace(replace(substr(account, 11), '/', '-'), ':', '-'), '#', '.')
    ELSE account
  END`

/**
 * The schema of the book is one entry for each version, applied in order; a released entry is never edited. Decimals
 * are TEXT, times are INTEGER epoch ms of the exchange's clock, scores and closes are REAL.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('paper', 'live')),
    started INTEGER NOT NULL,
    ended INTEGER,
    outcome TEXT CHECK (outcome IN ('done', 'stopped', 'failed')),
    config TEXT NOT NULL,
    classifier_id TEXT,
    classifier_hash TEXT
  ) STRICT;

  CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id),
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    base TEXT,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX actions_of_run ON actions (run_id, time);

  CREATE TABLE decisions (
    run_id TEXT NOT NULL REFERENCES runs (id),
    minute INTEGER NOT NULL,
    base TEXT NOT NULL,
    candle_time INTEGER NOT NULL,
    close REAL NOT NULL,
    hold REAL,
    buy REAL,
    sell REAL,
    signal TEXT NOT NULL CHECK (signal IN ('hold', 'buy', 'sell')),
    act TEXT NOT NULL CHECK (act IN ('none', 'buy', 'sell')),
    reason TEXT NOT NULL,
    loss_minutes INTEGER NOT NULL,
    PRIMARY KEY (run_id, minute, base)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE orders (
    client_order_id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs (id),
    account TEXT NOT NULL,
    base TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    price TEXT NOT NULL,
    amount TEXT NOT NULL,
    iceberg_amount TEXT,
    minute INTEGER NOT NULL,
    reason TEXT NOT NULL,
    time INTEGER NOT NULL,
    state TEXT NOT NULL,
    exchange_id TEXT,
    filled TEXT NOT NULL DEFAULT '0',
    cost TEXT NOT NULL DEFAULT '0',
    booked TEXT NOT NULL DEFAULT '0',
    settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1))
  ) STRICT;
  CREATE INDEX orders_of_account ON orders (account, time);
  CREATE INDEX orders_unsettled ON orders (account) WHERE settled = 0;
  CREATE INDEX orders_by_exchange_id ON orders (account, symbol, exchange_id);

  CREATE TABLE order_changes (
    id INTEGER PRIMARY KEY,
    client_order_id TEXT NOT NULL REFERENCES orders (client_order_id),
    time INTEGER NOT NULL,
    state TEXT NOT NULL,
    filled TEXT NOT NULL,
    cost TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX order_changes_of_order ON order_changes (client_order_id);

  CREATE TABLE fills (
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    id TEXT NOT NULL,
    client_order_id TEXT NOT NULL REFERENCES orders (client_order_id),
    exchange_order_id TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    price TEXT NOT NULL,
    amount TEXT NOT NULL,
    fee_currency TEXT NOT NULL,
    fee_amount TEXT NOT NULL,
    maker INTEGER NOT NULL CHECK (maker IN (0, 1)),
    time INTEGER NOT NULL,
    PRIMARY KEY (account, symbol, id)
  ) STRICT;
  CREATE INDEX fills_of_account ON fills (account, time);

  CREATE TABLE balances (
    run_id TEXT NOT NULL REFERENCES runs (id),
    snapshot INTEGER NOT NULL,
    currency TEXT NOT NULL,
    time INTEGER NOT NULL,
    free TEXT NOT NULL,
    locked TEXT NOT NULL,
    PRIMARY KEY (run_id, snapshot, currency)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE equity (
    run_id TEXT NOT NULL REFERENCES runs (id),
    minute INTEGER NOT NULL,
    equity TEXT NOT NULL,
    PRIMARY KEY (run_id, minute)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE wishes (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    time INTEGER NOT NULL,
    wish TEXT NOT NULL CHECK (wish IN ('pause', 'resume', 'kill', 'release')),
    source TEXT NOT NULL
  ) STRICT;
  CREATE INDEX wishes_of_account ON wishes (account, id);

  CREATE TABLE heartbeats (
    run_id TEXT PRIMARY KEY REFERENCES runs (id),
    time INTEGER NOT NULL,
    pid INTEGER NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE runs RENAME COLUMN mode TO earlier_mode;
  ALTER TABLE runs ADD COLUMN mode TEXT NOT NULL DEFAULT 'replay' CHECK (mode IN ('replay', 'testnet', 'live'));
  UPDATE runs SET mode = CASE
    WHEN earlier_mode = 'live' THEN 'live'
    WHEN account LIKE 'simulated/%' THEN 'testnet'
    ELSE 'replay'
  END;
  ALTER TABLE runs DROP COLUMN earlier_mode;
  ${['runs', 'orders', 'fills', 'wishes'].map((table) => `UPDATE ${table} SET account = ${NAMED_ACCOUNT};`).join('\n  ')}
  `,
  `
  CREATE TABLE balance_differences (
    account TEXT NOT NULL,
    currency TEXT NOT NULL,
    time INTEGER NOT NULL,
    booked TEXT NOT NULL,
    balance TEXT NOT NULL,
    PRIMARY KEY (account, currency)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE adjustments (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    run_id TEXT NOT NULL REFERENCES runs (id),
    time INTEGER NOT NULL,
    symbol TEXT NOT NULL,
    amount TEXT NOT NULL
  ) STRICT;
  CREATE INDEX adjustments_of_account ON adjustments (account, id);
  `,
  `
  ALTER TABLE decisions ADD COLUMN held_since INTEGER;
  ALTER TABLE decisions ADD COLUMN peak_price REAL;
  `,
]
