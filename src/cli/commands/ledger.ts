import { useCases } from '../../workspace/use-cases.js'
import { ledgerText } from '../ledger/ledger-text.js'
import { requestCommand } from '../request-command.js'

export default requestCommand({ useCase: useCases.ledger, text: ledgerText })
