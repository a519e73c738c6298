// Words the server put on the pass, with their numbers filled in.
const lang = () => document.documentElement.lang || 'zh-CN'

// words answers with data-msg-<name> of the section.
export function words(section, name, values = {}) {
  const text = section.getAttribute('data-msg-' + name) || ''
  return text.replace(/\{(\w+)\}/g, (all, key) => (key in values ? values[key] : all))
}

// span names a length of time coarsely: 3 days, 5 hours, 12 minutes.
export function span(ms) {
  const minutes = Math.max(1, Math.floor(ms / 60_000))
  if (minutes < 120) return unit(minutes, 'minute')
  if (minutes < 48 * 60) return unit(Math.floor(minutes / 60), 'hour')
  return unit(Math.floor(minutes / 1440), 'day')
}

function unit(n, name) {
  try {
    return new Intl.NumberFormat(lang(), { style: 'unit', unit: name, unitDisplay: 'long' }).format(n)
  } catch {
    return `${n} ${name[0]}` // an engine without units
  }
}

// clock names the time of day in the school's zone: what a grandmother abroad
// reads on the card is what the guard reads on the wall.
export function clock(ms, zone) {
  return named(ms, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

// moment names the day and the time of day in the school's zone.
export function moment(ms, zone) {
  return named(ms, zone, { weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

function named(ms, zone, how) {
  try {
    return new Date(ms).toLocaleString(lang(), { ...how, timeZone: zone || undefined })
  } catch {
    return new Date(ms).toLocaleString(lang(), how) // an engine that does not know the zone
  }
}

const systems = { iPhone: /iPhone/, iPad: /iPad/, HarmonyOS: /HarmonyOS/, Android: /Android/, Mac: /Macintosh/, Windows: /Windows/, Linux: /Linux|CrOS/ }
const browsers = {
  WeChat: /MicroMessenger/, DingTalk: /DingTalk/, QQ: /QQBrowser|MQQ/, UC: /UCBrowser/, Huawei: /HuaweiBrowser/, Xiaomi: /MiuiBrowser/,
  Edge: /Edg/, Firefox: /Firefox|FxiOS/, Chrome: /Chrome|CriOS/, Safari: /Safari/,
}

// device is a label by which a holder tells one phone from another.
export function device(agent = navigator.userAgent) {
  return [systems, browsers].map((list) => Object.keys(list).find((name) => list[name].test(agent))).filter(Boolean).join(' · ')
}
