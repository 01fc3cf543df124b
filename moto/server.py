"""A moto server on a free port of the loopback interface, until standard input ends.

Whatever ends the program that started it, an interrupt say, ends the pipe, and so the server. Prints the URL.
"""

import logging
import sys

from moto.server import ThreadedMotoServer

logging.disable(logging.CRITICAL)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
sys.stdin.read()
server.stop()
