export interface PaperTrade {
  readonly from: number
}
