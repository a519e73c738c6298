// Lists the operations of the OpenAPI document and sends requests to them.
const words = document.body.dataset
const token = document.getElementById('token')
const list = document.getElementById('operations')

const el = (tag, props = {}, ...children) => {
  const e = Object.assign(document.createElement(tag), props)
  e.append(...children)
  return e
}

// said is what an operation does, in the page's language; the document speaks English.
function said(op) {
  const own = document.querySelector(`[data-said="${op.operationId}"]`)
  return own ? [own.querySelector('b').textContent, own.querySelector('span').textContent] : [op.summary, op.description ?? '']
}

// example makes a body from a schema's examples.
function example(schema, all) {
  const s = schema.$ref ? all[schema.$ref.split('/').pop()] : schema
  const body = {}
  for (const [name, p] of Object.entries(s.properties ?? {})) {
    if (name === 'chip' || name === 'at') continue
    if (name === 'key') body.key = crypto.randomUUID ? crypto.randomUUID() : String(Date.now())
    else if (name === 'clock') body.clock = new Date().toISOString()
    else if (p.examples) body[name] = p.examples[0]
    else body[name] = p.type === 'boolean' ? true : ''
  }
  return JSON.stringify(body, null, 2)
}

function operation(method, path, op, all) {
  const id = op.operationId
  const params = (op.parameters ?? []).filter((p) => p.in !== 'header')
  const fields = params.map((p) => {
    const input = el('input', { id: `${id}-${p.name}`, name: p.name, autocomplete: 'off' })
    return { p, input, label: el('label', { htmlFor: input.id, textContent: `${p.name} (${p.in})` }) }
  })
  const schema = op.requestBody?.content?.['application/json']?.schema
  const body = schema && el('textarea', { id: `${id}-body`, rows: 6, spellcheck: false, value: example(schema, all) })
  const status = el('p', { className: 'status' })
  status.setAttribute('role', 'status')
  const out = el('pre', { hidden: true, tabIndex: 0 })
  const curl = el('pre', { tabIndex: 0 })

  const address = () => {
    let url = path
    const query = new URLSearchParams()
    for (const { p, input } of fields) {
      if (p.in === 'path') url = url.replace(`{${p.name}}`, encodeURIComponent(input.value || 'ID'))
      else if (input.value) query.set(p.name, input.value)
    }
    return url + (query.size ? '?' + query : '')
  }
  const quote = (s) => `'${s.replaceAll("'", `'\\''`)}'`
  const show = () => {
    const parts = ['curl', method === 'get' ? '' : `-X ${method.toUpperCase()}`, quote(location.origin + address()), '-H', quote('Authorization: Bearer TOKEN')]
    if (body) parts.push('-H', quote('Content-Type: application/json'), '-d', quote(body.value.replace(/\s*\n\s*/g, ' ')))
    curl.textContent = parts.filter(Boolean).join(' ')
  }

  const send = el('button', { type: 'button', textContent: words.try })
  send.addEventListener('click', async () => {
    send.disabled = true
    status.className = 'status'
    status.textContent = '…'
    try {
      const answer = await fetch(address(), {
        method: method.toUpperCase(),
        headers: { Authorization: `Bearer ${token.value.trim()}`, ...(body && { 'Content-Type': 'application/json' }) },
        body: body?.value,
        credentials: 'omit',
      })
      const text = await answer.text()
      status.textContent = `${words.answer} ${answer.status}`
      status.classList.add(answer.ok ? 'ok' : 'bad')
      try {
        out.textContent = JSON.stringify(JSON.parse(text), null, 2)
      } catch {
        out.textContent = text
      }
      out.hidden = false
    } catch (e) {
      status.textContent = String(e)
      status.classList.add('bad')
    } finally {
      send.disabled = false
    }
  })
  const copy = el('button', { type: 'button', className: 'quiet', textContent: words.copy })
  copy.addEventListener('click', () => navigator.clipboard?.writeText(curl.textContent))

  const [summary, why] = said(op)
  const section = el('section', {}, el('h2', {}, el('b', { textContent: method.toUpperCase() }), ' ' + path), el('p', { textContent: summary }), el('p', { className: 'why', textContent: why }))
  for (const f of fields) section.append(f.label, f.input)
  if (body) section.append(el('label', { htmlFor: body.id, textContent: words.body }), body)
  section.append(send, status, out, el('label', { textContent: words.curl }), curl, copy)
  section.addEventListener('input', show)
  show()
  return section
}

const doc = await (await fetch('/api/openapi.json')).json()
for (const [path, methods] of Object.entries(doc.paths)) {
  for (const method of ['post', 'get']) {
    if (methods[method]) list.append(operation(method, path, methods[method], doc.components.schemas))
  }
}
