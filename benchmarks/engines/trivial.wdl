version 1.1

task analyse {
  input {
    String sample
    Int number
    File? after
  }
  command <<< echo done > "~{number}" >>>
  output { File done = "~{number}" }
  runtime { cpu: 1 }
}

workflow trivial {
  input { Int samples }
  scatter (index in range(samples)) {
    call analyse as first { input: sample = "s~{index}", number = 0 }
    call analyse as second { input: sample = "s~{index}", number = 1, after = first.done }
    call analyse as third { input: sample = "s~{index}", number = 2, after = second.done }
  }
  output { Array[File] done = third.done }
}
