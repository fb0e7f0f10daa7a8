/** Minutes in short: 5m, 4h, 24h, 9d. A day is called 24h, as traders do. */
export function windowTitle(minutes: number): string {
  if (minutes < 60) return `${minutes}m`
  return minutes <= 1440 ? `${minutes / 60}h` : `${minutes / 1440}d`
}
