benchmark "b00" {
  title    = "Benchmark 0 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "0"
  })
}

benchmark "b01" {
  title    = "Benchmark 1 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "1"
  })
}

benchmark "b02" {
  title    = "Benchmark 2 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "2"
  })
}

benchmark "b03" {
  title    = "Benchmark 3 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "3"
  })
}

benchmark "b04" {
  title    = "Benchmark 4 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "4"
  })
}

benchmark "b05" {
  title    = "Benchmark 5 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "5"
  })
}

benchmark "b06" {
  title    = "Benchmark 6 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "6"
  })
}

benchmark "b07" {
  title    = "Benchmark 7 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "7"
  })
}

benchmark "b08" {
  title    = "Benchmark 8 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "8"
  })
}

benchmark "b09" {
  title    = "Benchmark 9 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "9"
  })
}

benchmark "b10" {
  title    = "Benchmark 10 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "10"
  })
}

benchmark "b11" {
  title    = "Benchmark 11 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "11"
  })
}

benchmark "b12" {
  title    = "Benchmark 12 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "12"
  })
}

benchmark "b13" {
  title    = "Benchmark 13 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "13"
  })
}

benchmark "b14" {
  title    = "Benchmark 14 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "14"
  })
}

benchmark "b15" {
  title    = "Benchmark 15 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "15"
  })
}

benchmark "b16" {
  title    = "Benchmark 16 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "16"
  })
}

benchmark "b17" {
  title    = "Benchmark 17 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "17"
  })
}

benchmark "b18" {
  title    = "Benchmark 18 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "18"
  })
}

benchmark "b19" {
  title    = "Benchmark 19 of dep_a"
  children = []
  tags = merge(var.common_tags, {
    index = "19"
  })
}
