mod "main" {
  title = "main"

  require {
    mod "github.com/pipelite-tests/dep_a" {
      version = "1.0.0"
    }
  }
}

benchmark "b" {
  title = "b"
  children = [
    dep_a.benchmark.leafy,
  ]
}
