// node draw.mjs BLOCKS.json OUT.png: a Slack message as a phone shows it, and what one reads there.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Message } from 'slack-blocks-to-jsx';

const [, , given, picture] = process.argv;
const logo = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="6" fill="#1f2a44"/>' +
  '<text x="18" y="25" font-family="Lato" font-weight="700" font-size="20" fill="#fff" text-anchor="middle">F</text></svg>',
)}`;
const message = renderToStaticMarkup(createElement(Message, {
  blocks: JSON.parse(readFileSync(given)), name: 'Fine-Tune Advisor', logo, time: new Date(2026, 10, 28, 9, 12), theme: 'light',
}));
const library = fileURLToPath(import.meta.resolve('slack-blocks-to-jsx'));
const css = readFileSync(library.replace(/[^/]+$/, 'style.css'), 'utf8');

// Without a sandbox it runs as root, too; the page is ours, and holds no script.
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 390, height: 100 }, deviceScaleFactor: 2 });
const ours = 'body { margin: 0; padding: 14px 16px 10px } * { font-family: Lato, sans-serif !important }' +
  '[class*=semibold], strong { font-weight: 700 !important }'; // in Slack's letters, as bold as there
await page.setContent(`<!doctype html><style>${css} ${ours}</style>${message}`);
await page.screenshot({ path: picture, fullPage: true });
const read = await page.locator('.slack_blocks_to_jsx--blocks').evaluate((blocks) => ({
  text: blocks.innerText,
  smallest: Math.min(...[...blocks.querySelectorAll('p, button, span')].map((each) => parseFloat(getComputedStyle(each).fontSize))),
}));
await browser.close();
console.log(JSON.stringify(read));
