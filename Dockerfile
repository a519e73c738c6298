# One static program on an empty image. SQLite lives in /data; DATABASE_URL
# makes it PostgreSQL. Built without Node: static/dist is committed.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY static/build/go.mod static/build/go.sum static/build/
RUN cd static/build && go mod download
COPY . .
RUN cd static/build && go run . wasm
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /yunka ./server && mkdir /data

FROM gcr.io/distroless/static:nonroot
COPY --from=build /yunka /yunka
COPY --from=build --chown=nonroot:nonroot /data /data
ENV YUNKA_DATA=/data YUNKA_ADDR=:8080
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/yunka"]
CMD ["serve"]
