package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
)

// What a browser does whose storage died: WebKit kills its process while a page sleeps, and
// from then on each call on the old handle fails, or none answers.
const (
	mortal = `(() => {
		const real = IDBDatabase.prototype.transaction, dead = new WeakSet()
		globalThis.killStorage = () => dead.add(globalThis.lastHandle)
		globalThis.storageIsDead = false
		IDBDatabase.prototype.transaction = function (...args) {
			if (globalThis.storageIsDead || dead.has(this)) throw new DOMException('Connection to Indexed Database server lost. Refresh the page to try again', 'UnknownError')
			globalThis.lastHandle = this
			return real.apply(this, args)
		}
	})()`
	// A first open that never answers, and more of them while hangs is above 0.
	hanging = `(() => {
		const real = IDBFactory.prototype.open
		let hangs = 0
		try { hangs = Number(sessionStorage.getItem('hangs')) } catch {}
		IDBFactory.prototype.open = function (...args) { return hangs-- > 0 ? new EventTarget() : real.apply(this, args) }
	})()`
)

// A connection that was killed is opened anew, and nobody sees it. One that cannot be says
// what is wrong, without a word of the network, and the page opens anew by one press.
func TestStorageThatDies(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone)
	mother.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: mortal}))
	mother.login(s.Parent).claim().reads(say, "在线")
	was := mother.which()
	mother.says(`globalThis.killStorage()`)
	s.later(61 * time.Second) // the next code
	was = mother.another(was)
	mother.reads(say, "在线").sees(`document.querySelector('[data-action=reload]').hidden`)
	s.opens(gateIn, mother.code(), s.Parent.Name)
	mother.another(was)

	mother.expects(`^console: card: `)
	mother.says(`globalThis.storageIsDead = true`)
	s.later(61 * time.Second)
	mother.sees(say + `.startsWith('手机里存卡的地方没有回应')`).sees(`!document.querySelector('[data-action=reload]').hidden`).shot("card-storage-stuck")
	mother.click("[data-action=reload]").drawn()
	s.opens(gateOut, mother.code(), s.Parent.Name)
}

// A first open that hangs is asked once more. A phone that has its key is never told to
// claim one, however long the storage is silent.
func TestStorageThatHangs(t *testing.T) {
	s := openSchool(t)
	mother := s.browse("mother", phone)
	mother.do(command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: hanging}))
	mother.login(s.Parent).claim()
	mother.says(`sessionStorage.setItem('hangs', '1')`)
	mother.visit("/card").drawn()
	s.opens(gateIn, mother.code(), s.Parent.Name)

	mother.expects(`^console: card: `)
	mother.says(`sessionStorage.setItem('hangs', '1000')`)
	mother.visit("/card").sees(say+`.startsWith('手机里存卡的地方没有回应')`).reads(pass+`.dataset.view`, "stopped")
	mother.says(`sessionStorage.setItem('hangs', '0')`)
	mother.click("[data-action=reload]").drawn()
	s.opens(gateOut, mother.code(), s.Parent.Name)
}
