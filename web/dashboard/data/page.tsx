import { Notice } from '../ui/notice.js'

export default function Page() {
  return (
    <>
      <h1>Data</h1>
      <Notice>This page is not there yet.</Notice>
    </>
  )
}
