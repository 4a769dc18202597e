locals {
  deep = {
    one = {
      two = {
        three = {
          four = {
            five = ["x", { six = 6 }, [7, [8]]]
          }
        }
      }
    }
  }
}

query "deep_param" {
  sql = "select $1"

  param "settings" {
    default = {
      one = { two = { three = { four = { five = true } } } }
    }
  }
}
