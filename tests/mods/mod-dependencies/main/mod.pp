mod "main" {
  title = "main"

  require {
    mod "github.com/pipelite-tests/dep_a" {
      version = "1.0.0"
    }
    mod "github.com/pipelite-tests/dep_b" {
      version = "1.1.0"
    }
  }
}

benchmark "b" {
  title = "b"
  children = [
    dep_a.control.c,
    dep_b.control.c,
  ]
}
