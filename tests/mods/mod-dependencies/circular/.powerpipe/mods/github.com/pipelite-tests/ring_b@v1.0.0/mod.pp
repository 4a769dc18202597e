mod "ring_b" {
  title = "ring_b"

  require {
    mod "github.com/pipelite-tests/ring_a" {
      version = "1.0.0"
    }
  }
}
