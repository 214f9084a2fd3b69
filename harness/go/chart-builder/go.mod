module github.com/fluxcd/source-controller/chart-builder

go 1.26.0
