import { useCases } from '../../workspace/use-cases.js'
import { backtestText } from '../backtest/backtest-text.js'
import { requestCommand } from '../request-command.js'

export default requestCommand({ useCase: useCases.backtest, text: backtestText })
