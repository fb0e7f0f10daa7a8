import './report.css'
import { render } from 'preact'
import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { timeFormat, timeZone } from '../../app/time-format.js'
import { AssessmentSections } from '../../assessment/view/assessment-sections.js'
import { AssessmentSourceProvider } from '../../assessment/view/assessment-source.js'
import { readData } from '../read-data.js'
import { createPackedSource } from './packed-source.js'
import { PaperPanel } from './paper-panel.js'
import { ReportHeader } from './report-header.js'
import { TrainingPanel } from './training-panel.js'

/** One file: the sections of the assessment page on the data inside it, then how the net was trained and what trading it made. */
function Report({ data }: { readonly data: ReportData }) {
  return (
    <>
      <ReportHeader data={data} />
      <AssessmentSections matrix={data.view} />
      <TrainingPanel history={data.history} />
      {data.paperTrade && <PaperPanel trade={data.paperTrade} />}
      <footer>
        <p>
          Made {timeFormat.value.minute(data.madeAt)} {data.timeZone}. Past gains say little about later ones.
        </p>
        <p>
          TradingView Lightweight Charts™, Copyright 2025 TradingView, Inc.{' '}
          <a href="https://www.tradingview.com/" rel="noreferrer">
            tradingview.com
          </a>
          , Apache License 2.0.
        </p>
      </footer>
    </>
  )
}

const root = document.getElementById('report')
if (root) {
  const data = readData()
  timeZone.value = data.timeZone
  render(
    <AssessmentSourceProvider value={createPackedSource(data)}>
      <Report data={data} />
    </AssessmentSourceProvider>,
    root,
  )
}
