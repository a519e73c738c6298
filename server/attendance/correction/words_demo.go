package correction

// demoAsks is what a demo's families say.
var demoAsks = []struct{ reason, note string }{
	{WasOnTime, "7:50 就到东门了，排队刷码排了很久"},
	{WasThere, "手机没电，保安叔叔放进去的"},
	{WasExcused, "早上给方老师打过电话，孩子发烧"},
}
