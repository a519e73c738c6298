// An order of WeChat Pay that is paid inside WeChat: its own browser has a bridge, which
// appears some time after the page. That it is paid is said by the page's live piece, not
// by WeChat's answer here.
// https://pay.weixin.qq.com/doc/v3/merchant/4012791857
const wait = 3000 // ms for the bridge

function bridge() {
  if (window.WeixinJSBridge) return Promise.resolve(window.WeixinJSBridge)
  return new Promise((have, no) => {
    document.addEventListener('WeixinJSBridgeReady', () => have(window.WeixinJSBridge), { once: true })
    setTimeout(no, wait)
  })
}

document.addEventListener('click', async (e) => {
  const button = e.target.closest?.('[data-wechat]')
  if (!button || button.disabled) return
  const say = (text) => (button.parentElement.querySelector('[data-wechat-said]').textContent = text)
  const { appId, timeStamp, nonceStr, signType, paySign, outside, cancelled, failed } = button.dataset
  button.disabled = true
  say('')
  try {
    const wx = await bridge()
    wx.invoke('getBrandWCPayRequest', { appId, timeStamp, nonceStr, package: button.dataset.package, signType, paySign }, (said) => {
      button.disabled = false
      if (said.err_msg === 'get_brand_wcpay_request:ok') location.reload() // asks WeChat Pay at once
      else say(said.err_msg === 'get_brand_wcpay_request:cancel' ? cancelled : failed)
    })
  } catch {
    button.disabled = false
    say(outside)
  }
})
