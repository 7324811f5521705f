"""通知的发送: the messenger follows the log, writes the messages and sends them; the channels are its ways out."""
