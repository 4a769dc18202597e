mod "main" {
  title = "main"

  require {
    mod "github.com/pipelite-tests/dep" {
      version = "1.0.0"
    }
    mod "github.com/pipelite-tests/user" {
      version = "1.0.0"
    }
  }
}

benchmark "b" {
  title = "b"
  children = [
    dep.control.c,
    user.benchmark.b,
  ]
}
