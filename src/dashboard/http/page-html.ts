import type { PageFiles } from './page-files.js'

export interface PageHtml {
  readonly files: Pick<PageFiles, 'script' | 'style' | 'needed' | 'release'>
  /** What the page must send along to change anything. */
  readonly pageToken: string
  /** The theme that the reader chose; undefined follows the system. */
  readonly theme: 'dark' | 'light' | undefined
}

/** The one HTML document: every address of a page answers it, and its script shows the page of that address. */
export function pageHtml({ files, pageToken, theme }: PageHtml): string {
  return `<!doctype html>
<html lang="en"${theme === undefined ? '' : ` data-theme="${theme}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="token" content="${pageToken}">
<meta name="release" content="${files.release}">
<title>FollowUpward</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/${files.style}">
${files.needed.map((file) => `<link rel="modulepreload" href="/assets/${file}">\n`).join('')}<script type="module" src="/assets/${files.script}"></script>
</head>
<body>
<div id="app"><p class="opening">FollowUpward is opening …</p></div>
<noscript><p class="opening">The dashboard draws itself with a script of this server; switch scripts on for it.</p></noscript>
</body>
</html>
`
}
