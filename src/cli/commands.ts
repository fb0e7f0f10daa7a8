import type { CommandEntry } from './command.js'

/** Every command, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'the whole path offline: simulated market, features, training, assessment, paper trade, report',
    examples: ['demo', 'demo --folder market-demo'],
    load: () => import('./commands/demo.js'),
  },
  {
    name: 'init',
    summary: 'a new workspace in this folder',
    examples: ['init', 'init my-market'],
    load: () => import('./commands/init.js'),
  },
  {
    name: 'update-history',
    summary: 'candles from the exchange up to now, then features and targets; --follow goes on minute by minute',
    examples: ['update-history --base btc,eth --from 2024-01-01', 'update-history --follow'],
    load: () => import('./commands/update-history.js'),
  },
  {
    name: 'simulate',
    summary: 'candles of a made-up market: waves with a known answer, or what resembles a market',
    examples: ['simulate --kind waves', 'simulate --kind market --seed 7'],
    load: () => import('./commands/simulate.js'),
  },
  {
    name: 'import',
    summary: 'candles from files: the Binance archive, csv, json, Parquet, feather, Arrow, freqtrade, pandas h5',
    examples: ['import BTCUSDT-1m-2024-01.zip', 'import candles.csv --base btc --time-format ms'],
    load: () => import('./commands/import.js'),
  },
  {
    name: 'export',
    summary: 'candles to a file: csv, Arrow, feather, Parquet',
    examples: [
      'export --base btc --out btc.parquet',
      'export --base btc --from 2024-01-01 --to 2024-02-01 --out january.csv',
    ],
    load: () => import('./commands/export.js'),
  },
  {
    name: 'data',
    summary: 'what is stored: range, gaps, quality, blacklist; a calendar of the gaps of one base',
    examples: ['data', 'data btc'],
    load: () => import('./commands/data.js'),
  },
  {
    name: 'remove-data',
    summary: 'removes the candles of bases and all that was computed from them',
    examples: ['remove-data btc', 'remove-data btc eth --yes'],
    load: () => import('./commands/remove-data.js'),
  },
  {
    name: 'compute',
    summary: 'a feature set or target, from the store or from a file of candles',
    examples: ['compute F2cond20 --base btc', 'compute F2cond20 --base btc --out btc-features.csv'],
    load: () => import('./commands/compute.js'),
  },
  {
    name: 'features',
    summary: 'how the columns of a feature set lie, drift, correlate, and what they tell of a target',
    examples: [
      'features F2cond20 --target T10up5low30min',
      'features F1agg110 --target T10up5low30min --all --html features.html',
    ],
    load: () => import('./commands/features.js'),
  },
  {
    name: 'targets',
    summary: 'the labels of a target: balance, runs, separate events, and the gain that they allow at most',
    examples: ['targets T10up5low30min', 'targets T10up5low30min --base btc --html labels.html'],
    load: () => import('./commands/targets.js'),
  },
  {
    name: 'check',
    summary: 'whether features and targets look ahead, keep to their history, are the same each time',
    examples: ['check', 'check features/MyReturns.ts'],
    load: () => import('./commands/check.js'),
  },
  {
    name: 'train',
    summary: 'a classifier from stored candles: the epoch that does best on the validation set is kept',
    examples: [
      'train --features F2cond20 --target T10up5low30min',
      'train --features F2cond20 --target T10up5low30min --params l1=24,l2=16 --batch-size 1024 --name wide',
    ],
    load: () => import('./commands/train.js'),
  },
  {
    name: 'import-classifier',
    summary:
      'a classifier of any program as ONNX, or of Keras as .h5: checked, its thresholds chosen, then like our own',
    examples: [
      'import-classifier net.onnx --features F2cond20 --target T10up5low30min',
      'import-classifier seed.h5 --features F2cond20 --target T10up5low30min --scaler scaler.json',
    ],
    load: () => import('./commands/import-classifier.js'),
  },
  {
    name: 'classifiers',
    summary: 'what classifiers there are: list, describe, rename, remove',
    examples: ['classifiers', 'classifiers describe wide'],
    load: () => import('./commands/classifiers.js'),
  },
  {
    name: 'assess',
    summary: 'what trading on a classifier’s scores, or on any predictions, would have gained',
    examples: ['assess wide', 'assess wide --set test --open-test-set'],
    load: () => import('./commands/assess.js'),
  },
  {
    name: 'backtest',
    summary:
      'trading on stored candles as fast as it goes: orders, partial fills, time-outs, capital shared by the bases',
    examples: ['backtest wide', 'backtest --strategy holding --base btc --from 2024-03-01 --to 2024-04-01'],
    load: () => import('./commands/backtest.js'),
  },
  {
    name: 'walk-forward',
    summary: 'trainings on windows that follow each other, each traded on the time behind it; one out-of-sample curve',
    examples: [
      'walk-forward --features F2cond20 --target T10up5low30min',
      'walk-forward --features F2cond20 --target T10up5low30min --training 30d --validation 7d --test 7d',
    ],
    load: () => import('./commands/walk-forward.js'),
  },
  {
    name: 'ledger',
    summary: 'what was tried and looked at so far: fits, selected cells, test ranges, and who opened them',
    examples: ['ledger', 'ledger --json'],
    load: () => import('./commands/ledger.js'),
  },
  {
    name: 'trade',
    summary: 'the trading loop on a classifier’s scores: a replay by default, real money with --mode live',
    examples: ['trade --classifier wide', 'trade --classifier wide --from 2024-03-01 --to 2024-03-08 --balance 1000'],
    load: () => import('./commands/trade.js'),
  },
  {
    name: 'dashboard',
    summary: 'the web pages: market, definitions, training, assessment, trading, data, on this machine',
    examples: ['dashboard', 'dashboard --port 8080 --read-only'],
    load: () => import('./commands/dashboard.js'),
  },
  {
    name: 'exchange',
    summary: 'a simulated exchange as a server: replays candles, matches orders, keeps an account',
    examples: ['exchange', 'exchange --market market --seed 7 --speed 60'],
    load: () => import('./commands/exchange.js'),
  },
]
