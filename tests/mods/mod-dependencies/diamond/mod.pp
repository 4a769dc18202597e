mod "main" {
  title = "main"

  require {
    mod "github.com/pipelite-tests/left" {
      version = "1.0.0"
    }
    mod "github.com/pipelite-tests/right" {
      version = "1.0.0"
    }
  }
}

benchmark "b" {
  title = "b"
  children = [
    left.benchmark.b,
    right.benchmark.b,
  ]
}
