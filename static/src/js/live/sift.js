// A frame is text with <hx-partial hx-target hx-swap data-v> blocks. sift
// takes out what must not be swapped: state older than what the page shows,
// and rows it already has. It reports what the rest will do.

import { amend, filters, fits, hold, stands } from './hold.js'
import * as touch from './touch.js'

const isState = (swap) => /^(outer|inner|text)/.test(swap)

export function sift(text, page, first) {
  const holder = document.createElement('template')
  // As <template>, so that a bare <tr> keeps its tags; htmx does the same.
  holder.innerHTML = text
    .replace(/<hx-partial(?=[\s>])/g, '<template data-partial')
    .replace(/<\/hx-partial>/g, '</template>')

  const kept = []
  let top = 0
  for (const part of holder.content.querySelectorAll('template[data-partial]')) {
    const v = Number(part.dataset.v) || 0
    const selector = part.getAttribute('hx-target')
    const swap = part.getAttribute('hx-swap') || 'innerHTML'
    const target = selector && page.querySelector(selector)
    top = Math.max(top, v)
    const row = part.content.firstElementChild
    if (!target) {
      if (row?.id && selector === '#' + row.id) amend(row.id, part.innerHTML)
      continue
    }
    if (swap === 'innerHTML' && (filters(target) || stands(target))) {
      // A whole list for a page that shows a part of it: only what is new and fits.
      for (const one of [...part.content.children].reverse()) {
        if (!page.getElementById(one.id) && fits(one, target)) {
          if (stands(target)) hold(target, one.id, one.outerHTML)
          else kept.push({ selector, swap: 'afterbegin', v, state: false, row: one.id, html: one.outerHTML })
        }
      }
      continue
    }
    if (isState(swap)) {
      if (v < Number(target.dataset.v ?? first)) continue
      if (touch.stands(target)) {
        touch.keep(target, part.innerHTML, v)
        continue
      }
      touch.drop(target)
    } else if (row?.id && page.getElementById(row.id)) {
      continue
    } else if (row && !fits(row, target)) {
      continue
    } else if (row && stands(target)) {
      hold(target, row.id, part.innerHTML)
      continue
    }
    kept.push({ selector, swap, v, state: isState(swap), row: row?.id, html: part.innerHTML })
  }
  return { kept, top }
}

export const join = (kept) =>
  kept.map((p) => `<hx-partial hx-target="${p.selector}" hx-swap="${p.swap}" data-v="${p.v}">${p.html}</hx-partial>`).join('')
