# One static binary on nothing else: no shell, no package to keep up to date.
#
#     docker build --build-arg VERSION=$(git describe --tags --always) -t usher .

FROM golang:1.26 AS build
WORKDIR /src
# The libraries by themselves: they change less often than the code does.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
# The tag is for encryption on Matrix.
RUN CGO_ENABLED=0 go build -trimpath -tags goolm -ldflags="-s -w -X main.version=${VERSION}" -o /out/usher ./cmd/usher
# The last stage has no mkdir.
RUN mkdir /out/data

FROM scratch
# Time zones are in the binary.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/usher /usher
# By number, so that systems that refuse root can see that this is another.
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV USHER_DATABASE=/data/usher.db USHER_LISTEN=:8080
VOLUME /data
# There is no /tmp: what SQLite cannot sort in memory it sorts in the folder it is in.
WORKDIR /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=1m CMD ["/usher", "health"]
ENTRYPOINT ["/usher"]
CMD ["serve"]
