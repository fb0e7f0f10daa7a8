import type { BaseUpdate } from '../../workspace/data/update/update-report.js'

/** What an update did, for machines. Times are epoch ms; what happened to all bases together stands at the top. */
export function updateJson(reports: readonly BaseUpdate[]): unknown {
  const sum = (count: (report: BaseUpdate) => number): number =>
    reports.reduce((total, report) => total + count(report), 0)
  return {
    added: sum(({ added }) => added),
    revised: sum(({ revisions }) => revisions.length),
    streamed: sum(({ streamed }) => streamed),
    repairs: sum(({ repaired }) => repaired),
    retries: sum(({ retries }) => retries),
    bases: reports.map((report) => ({
      base: report.base.name,
      ...report.base.market,
      ...(report.stored && { from: report.stored.from, to: report.stored.to }),
      added: report.added,
      revised: report.revisions.length,
      revisions: report.revisions,
      streamed: report.streamed,
      repairs: report.repaired,
      retries: report.retries,
      gaps: report.gaps,
      supplemented: report.supplemented,
      ...(report.note !== undefined && { note: report.note }),
      ...(report.fault !== undefined && { fault: report.fault }),
    })),
  }
}
