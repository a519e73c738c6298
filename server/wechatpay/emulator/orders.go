package emulator

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

var orderNo = regexp.MustCompile(`^[0-9A-Za-z_\-*]{6,32}$`)

// asked is the body of a prepay order.
type asked struct {
	AppID       string `json:"appid"`
	MchID       string `json:"mchid"`
	Description string `json:"description"`
	No          string `json:"out_trade_no"`
	Expire      string `json:"time_expire"`
	Notify      string `json:"notify_url"`
	Amount      struct {
		Total    int64  `json:"total"`
		Currency string `json:"currency"`
	} `json:"amount"`
	Scene *struct {
		IP string `json:"payer_client_ip"`
		H5 *struct {
			Type string `json:"type"`
		} `json:"h5_info"`
		Store *struct {
			OutID string `json:"out_id"`
		} `json:"store_info"`
	} `json:"scene_info"`
	Payer *struct {
		Code   string `json:"auth_code"`
		OpenID string `json:"openid"`
	} `json:"payer"`
}

// read reads a body with known fields only, and what all orders must have.
func (e *Emulator) read(body []byte, in *asked) (status int, answer any) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	m := e.o.Keys.Merchant
	switch err := dec.Decode(in); {
	case err != nil:
		return no(http.StatusBadRequest, "PARAM_ERROR", "no order in JSON")
	case in.AppID != m.AppID || in.MchID != m.MchID:
		return no(http.StatusBadRequest, "APPID_MCHID_NOT_MATCH", "another merchant or app")
	case !orderNo.MatchString(in.No):
		return no(http.StatusBadRequest, "PARAM_ERROR", "out_trade_no")
	case in.Description == "" || len(in.Description) > 127 || !utf8.ValidString(in.Description):
		return no(http.StatusBadRequest, "PARAM_ERROR", "description")
	case in.Amount.Total <= 0 || in.Amount.Total > 100_000_000 || in.Amount.Currency != "CNY":
		return no(http.StatusBadRequest, "PARAM_ERROR", "amount")
	}
	return 0, nil
}

func (e *Emulator) prepay(_ *http.Request, body []byte, kind string) (int, any) {
	var in asked
	if status, answer := e.read(body, &in); status != 0 {
		return status, answer
	}
	if u, err := url.Parse(in.Notify); err != nil || u.Host == "" || u.RawQuery != "" {
		return no(http.StatusBadRequest, "PARAM_ERROR", "notify_url")
	}
	expires := e.o.Now().Add(2 * time.Hour)
	if in.Expire != "" {
		at, err := time.Parse(time.RFC3339, in.Expire)
		if err != nil || !at.After(e.o.Now()) {
			return no(http.StatusBadRequest, "PARAM_ERROR", "time_expire")
		}
		expires = at
	}
	if kind == "MWEB" {
		if in.Scene == nil || in.Scene.H5 == nil || in.Scene.H5.Type == "" {
			return no(http.StatusBadRequest, "PARAM_ERROR", "scene_info")
		}
		if _, err := netip.ParseAddr(in.Scene.IP); err != nil {
			return no(http.StatusBadRequest, "PARAM_ERROR", "payer_client_ip")
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if kind == "JSAPI" && (in.Payer == nil || !e.users[in.Payer.OpenID]) {
		return no(http.StatusBadRequest, "PARAM_ERROR", "payer.openid is nobody of this app")
	}
	o := e.orders[in.No]
	switch {
	case o == nil:
		o = &order{No: in.No, ID: "42000" + digits(23), Page: random(12), Kind: kind, Text: in.Description, Notify: in.Notify, Total: in.Amount.Total, State: "NOTPAY", Expires: expires, body: string(body)}
		e.orders[in.No] = o
	case o.body != string(body) || o.Kind != kind:
		return no(http.StatusForbidden, "OUT_TRADE_NO_USED", "the number was used for another order")
	case o.State == "SUCCESS" || o.State == "REFUND":
		return no(http.StatusBadRequest, "ORDERPAID", "it is paid")
	case o.State != "NOTPAY":
		return no(http.StatusBadRequest, "ORDER_CLOSED", "it is closed")
	}
	if e.faults[Early] {
		e.paid(o)
	}
	if kind == "JSAPI" {
		o.Payer = in.Payer.OpenID
		return http.StatusOK, map[string]string{"prepay_id": "wx" + o.Page}
	}
	page := e.o.Base + "/pay/" + o.Page
	if kind == "MWEB" {
		return http.StatusOK, map[string]string{"h5_url": page + "?package=" + o.ID}
	}
	return http.StatusOK, map[string]string{"code_url": page}
}

// paid is what happens when somebody pays an order; the lock is held.
func (e *Emulator) paid(o *order) {
	o.State, o.Paid, o.At = "SUCCESS", o.Total, e.o.Now()
	if e.faults[Amount] {
		o.Paid++
	}
	if o.Kind != "MICROPAY" { // nobody calls back for a code that a till read
		e.call(o.Notify, "TRANSACTION.SUCCESS", "transaction", e.trade(o))
	}
}

func (e *Emulator) trade(o *order) map[string]any {
	m := e.o.Keys.Merchant
	t := map[string]any{"appid": m.AppID, "mchid": m.MchID, "out_trade_no": o.No, "trade_state": o.State, "trade_state_desc": strings.ToLower(o.State)}
	if o.State == "SUCCESS" || o.State == "REFUND" {
		t["transaction_id"], t["trade_type"], t["bank_type"], t["success_time"] = o.ID, o.Kind, "OTHERS", o.At.Format(time.RFC3339)
		t["payer"] = map[string]string{"openid": o.payer()}
		t["amount"] = map[string]any{"total": o.Paid, "payer_total": o.Paid, "currency": "CNY", "payer_currency": "CNY"}
	}
	return t
}

func (e *Emulator) query(r *http.Request, _ []byte) (int, any) {
	if r.URL.Query().Get("mchid") != e.o.Keys.Merchant.MchID {
		return no(http.StatusBadRequest, "PARAM_ERROR", "mchid")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	o := e.orders[r.PathValue("no")]
	if o == nil {
		return no(http.StatusNotFound, "ORDER_NOT_EXIST", "there is no such order")
	}
	if o.State == "USERPAYING" {
		if o.waits--; o.waits <= 0 {
			e.paid(o)
		}
	}
	return http.StatusOK, e.trade(o)
}

func (e *Emulator) close(r *http.Request, body []byte) (int, any) {
	if !e.mine(body) {
		return no(http.StatusBadRequest, "PARAM_ERROR", "mchid")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	o := e.orders[r.PathValue("no")]
	switch {
	case o == nil:
		return no(http.StatusNotFound, "ORDER_NOT_EXIST", "there is no such order")
	case o.State == "SUCCESS" || o.State == "REFUND":
		return no(http.StatusBadRequest, "ORDERPAID", "it is paid")
	}
	o.State = "CLOSED"
	return http.StatusNoContent, nil
}

func (e *Emulator) mine(body []byte) bool {
	var in struct {
		MchID string `json:"mchid"`
	}
	return json.Unmarshal(body, &in) == nil && in.MchID == e.o.Keys.Merchant.MchID
}

var (
	payCode  = regexp.MustCompile(`^1[0-5][0-9]{16}$`)
	refundNo = regexp.MustCompile(`^[0-9A-Za-z_\-|*@]{1,64}$`)
)

func (e *Emulator) codepay(_ *http.Request, body []byte) (int, any) {
	var in asked
	if status, answer := e.read(body, &in); status != 0 {
		return status, answer
	}
	if in.Payer == nil || !payCode.MatchString(in.Payer.Code) || in.Scene == nil || in.Scene.Store == nil {
		return no(http.StatusBadRequest, "PARAM_ERROR", "auth_code or scene_info")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if o := e.orders[in.No]; o != nil {
		if o.body != string(body) {
			return no(http.StatusForbidden, "OUT_TRADE_NO_USED", "the number was used for another order")
		}
		return http.StatusOK, e.trade(o)
	}
	if was, known := e.codes[in.Payer.Code]; !known || was != "" {
		return no(http.StatusBadRequest, "AUTH_CODE_INVALID", "the code is over, or nobody's")
	}
	o := &order{No: in.No, ID: "42000" + digits(23), Page: random(12), Kind: "MICROPAY", Text: in.Description, Total: in.Amount.Total, State: "NOTPAY", Expires: e.o.Now().Add(time.Hour), body: string(body)}
	e.orders[in.No], e.codes[in.Payer.Code] = o, in.No
	if e.faults[Password] {
		o.State, o.waits = "USERPAYING", 2
		return no(http.StatusBadRequest, "USERPAYING", "the payer types a password")
	}
	e.paid(o)
	return http.StatusOK, e.trade(o)
}

func (e *Emulator) reverse(r *http.Request, body []byte) (int, any) {
	if !e.mine(body) {
		return no(http.StatusBadRequest, "PARAM_ERROR", "mchid")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	o := e.orders[r.PathValue("no")]
	switch {
	case o == nil:
		return no(http.StatusNotFound, "ORDER_NOT_EXIST", "there is no such order")
	case o.Kind != "MICROPAY":
		return no(http.StatusBadRequest, "INVALID_REQUEST", "only payments by code are reversed")
	}
	o.State = "REVOKED"
	return http.StatusOK, map[string]string{"out_trade_no": o.No}
}

func (e *Emulator) refund(_ *http.Request, body []byte) (int, any) {
	var in struct {
		Order  string `json:"out_trade_no"`
		No     string `json:"out_refund_no"`
		Reason string `json:"reason"`
		Notify string `json:"notify_url"`
		Amount struct {
			Refund, Total int64
			Currency      string
		} `json:"amount"`
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if dec.Decode(&in) != nil || !refundNo.MatchString(in.No) || len(in.Reason) > 80 || in.Amount.Refund <= 0 || in.Amount.Currency != "CNY" {
		return no(http.StatusBadRequest, "PARAM_ERROR", "no refund")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if was := e.refunds[in.No]; was != nil {
		if was.Order != in.Order || was.Amount != in.Amount.Refund {
			return no(http.StatusBadRequest, "PARAM_ERROR", "the number was used for another refund")
		}
		return http.StatusOK, e.back(was)
	}
	o := e.orders[in.Order]
	switch {
	case o == nil:
		return no(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "there is no such order")
	case o.State != "SUCCESS" && o.State != "REFUND" || in.Amount.Total != o.Paid || o.Back+in.Amount.Refund > o.Paid:
		return no(http.StatusBadRequest, "INVALID_REQUEST", "it is not paid, or not that much")
	}
	back := &refund{No: in.No, ID: "50000" + digits(23), Order: in.Order, Notify: in.Notify, Amount: in.Amount.Refund, State: "PROCESSING", At: e.o.Now()}
	e.refunds[in.No] = back
	o.State, o.Back = "REFUND", o.Back+back.Amount
	answer := e.back(back) // done a moment later, as it is for real
	back.State = "SUCCESS"
	if e.faults[Abnormal] {
		back.State = "ABNORMAL"
	}
	e.call(back.Notify, "REFUND."+back.State, "refund", map[string]any{"mchid": e.o.Keys.Merchant.MchID, "out_trade_no": o.No, "transaction_id": o.ID, "out_refund_no": back.No, "refund_id": back.ID,
		"refund_status": back.State, "success_time": back.At.Format(time.RFC3339), "user_received_account": "-", "amount": map[string]int64{"total": o.Paid, "refund": back.Amount, "payer_total": o.Paid, "payer_refund": back.Amount}})
	return http.StatusOK, answer
}

func (e *Emulator) back(r *refund) map[string]any {
	o := e.orders[r.Order]
	at := r.At.Format(time.RFC3339)
	return map[string]any{"refund_id": r.ID, "out_refund_no": r.No, "transaction_id": o.ID, "out_trade_no": o.No, "channel": "ORIGINAL", "user_received_account": "-", "create_time": at, "status": r.State,
		"amount": map[string]any{"total": o.Paid, "refund": r.Amount, "payer_total": o.Paid, "payer_refund": r.Amount, "settlement_refund": r.Amount, "settlement_total": o.Paid, "discount_refund": 0, "currency": "CNY"}}
}

func (e *Emulator) queryRefund(r *http.Request, _ []byte) (int, any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	back := e.refunds[r.PathValue("no")]
	if back == nil {
		return no(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "there is no such refund")
	}
	return http.StatusOK, e.back(back)
}
