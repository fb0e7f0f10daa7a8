import type { CommandEntry } from './command.js'

/** Every command, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'the whole path offline: simulated market, features, training, assessment, paper trade, report',
    load: () => import('./commands/demo.js'),
  },
  { name: 'init', summary: 'a new workspace in this folder', load: () => import('./commands/init.js') },
  {
    name: 'update-history',
    summary: 'candles from the exchange up to now, then features and targets; --follow goes on minute by minute',
    load: () => import('./commands/update-history.js'),
  },
  {
    name: 'simulate',
    summary: 'candles of a made-up market: waves with a known answer, or what resembles a market',
    load: () => import('./commands/simulate.js'),
  },
  {
    name: 'import',
    summary: 'candles from files: the Binance archive, csv, json, Parquet, feather, Arrow, freqtrade, pandas h5',
    load: () => import('./commands/import.js'),
  },
  {
    name: 'export',
    summary: 'candles to a file: csv, Arrow, feather, Parquet',
    load: () => import('./commands/export.js'),
  },
  {
    name: 'data',
    summary: 'what is stored: range, gaps, quality, blacklist; a calendar of the gaps of one base',
    load: () => import('./commands/data.js'),
  },
  {
    name: 'remove-data',
    summary: 'removes the candles of bases and all that was computed from them',
    load: () => import('./commands/remove-data.js'),
  },
  {
    name: 'compute',
    summary: 'a feature set or target, from the store or from a file of candles',
    load: () => import('./commands/compute.js'),
  },
  {
    name: 'features',
    summary: 'how the columns of a feature set lie, drift, correlate, and what they tell of a target',
    load: () => import('./commands/features.js'),
  },
  {
    name: 'targets',
    summary: 'the labels of a target: balance, runs, separate events, and the gain that they allow at most',
    load: () => import('./commands/targets.js'),
  },
  {
    name: 'check',
    summary: 'whether features and targets look ahead, keep to their history, are the same each time',
    load: () => import('./commands/check.js'),
  },
  {
    name: 'train',
    summary: 'a classifier from stored candles: the epoch that does best on the validation set is kept',
    load: () => import('./commands/train.js'),
  },
  {
    name: 'import-classifier',
    summary:
      'a classifier of any program as ONNX, or of Keras as .h5: checked, its thresholds chosen, then like our own',
    load: () => import('./commands/import-classifier.js'),
  },
  {
    name: 'classifiers',
    summary: 'what classifiers there are: list, describe, rename, remove',
    load: () => import('./commands/classifiers.js'),
  },
  {
    name: 'assess',
    summary: 'what trading on a classifier’s scores, or on any predictions, would have gained',
    load: () => import('./commands/assess.js'),
  },
  {
    name: 'trade',
    summary: 'the trading loop on a classifier’s scores: a replay by default, real money with --mode live',
    load: () => import('./commands/trade.js'),
  },
  {
    name: 'dashboard',
    summary: 'the web pages: market, definitions, training, assessment, trading, data, on this machine',
    load: () => import('./commands/dashboard.js'),
  },
  {
    name: 'exchange',
    summary: 'a simulated exchange as a server: replays candles, matches orders, keeps an account',
    load: () => import('./commands/exchange.js'),
  },
]
