/** What a workspace's own feature sets, targets and nets import. */
export * from './core/candles.js'
export * from './core/frame.js'
export * from './core/grid.js'
export * from './core/time.js'
export * from './features/feature-set.js'
export * from './targets/target.js'
export * from './nets/net.js'
