"""说明: what a reader of a dossier finds in it, and how he checks it with what every computer has."""

README = """履责情况追溯材料 说明

一、怎样阅读
  用浏览器打开 trail.html（若有多个问题，先打开 index.html），可直接打印。不需要安装任何软件，不连接网络。

二、各文件是什么
  readme.txt      本说明
  trail.html      责任链条：谁经手、每一手几个工作日、期限及理由、各级督办、佐证、何时知悉
  trail.json      同样的内容，供程序读取
  deadlines.csv   期限清单（可用电子表格打开）
  evidence.csv    佐证清单，每件注明 SHA-256
  evidence/       佐证文件（导出时选择附上的才有）
  documents/      各级督办文书
  events.jsonl    事件原文，每行一条，与系统中存储的逐字节相同；正文已封存，只有编号
  texts.jsonl     事件中封存的正文，按导出时的权限显示；隐名导出的，户主姓名和个人号码已隐去
  manifest.json   本材料是何时、按何时已知的情况、由何人、为何用途导出；每个文件的 SHA-256
  SHA256SUMS      全部文件的 SHA-256

三、怎样核验
  Linux 或 macOS：在本目录中运行
      sha256sum -c SHA256SUMS        （macOS 用 shasum -a 256 -c SHA256SUMS）
  Windows：逐个运行
      certutil -hashfile 文件名 SHA256
  并与 SHA256SUMS 中的一行比较。全部相符，说明导出后没有改动；不相符的，以原系统重新导出的为准。
  SHA256SUMS 本身的 SHA-256 在导出时显示给导出人，可与其核对。
  装有督办的，可用 duban verify-dossier 一次做完，并核对责任链条与所附事件是否一致；
  加 --with-log 同原系统的日志逐条比对。
  督办文书在 documents/ 中注明签发时的摘要，与 duban letters print 印出文书时显示的相同。

四、怎样引用
  引用一行，写问题编号和第几条，例如“XX2022-甲镇-0017 第5条”；events.jsonl 中 originator_version 为 5 的就是它。
"""
