module yunka/static/build

go 1.26.8

require (
	github.com/andybalholm/brotli v1.2.0 // indirect
	github.com/evanw/esbuild v0.28.2 // indirect
)
