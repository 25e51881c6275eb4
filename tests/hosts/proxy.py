# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The proxy in front of the hosts: nginx with the configuration that we ship.

The program is the one installed, else the distribution's package, unpacked in the cache
and not installed.
"""

import os
import re
import shutil

from devtool import shell
from devtool.errors import ToolError
from devtool.files import is_done, lock, mark_done, new_folder

from .process import Process

MAIN = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream pages {{ {pages} }}
  upstream bus {{ {bus} }}
  {site}
}}
"""


def program(cache):
    """Return nginx, fetched into the cache on first use."""
    installed = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if installed:
        return installed
    folder = cache / "nginx"
    if not is_done(folder):
        with lock(cache / "nginx.lock"):
            if not is_done(folder):
                _fetch(folder)
    return folder / "usr" / "sbin" / "nginx"


def _fetch(folder):
    with new_folder(folder) as scratch:
        result = shell.run(["apt-get", "-q", "download", "nginx"], cwd=scratch)
        for deb in scratch.glob("nginx_*.deb"):
            shell.run(["dpkg", "-x", deb, scratch])
        if not (scratch / "usr" / "sbin" / "nginx").exists():
            raise ToolError(
                f"nginx cannot be fetched ({shell.last_line(result)}): install it"
            )
        mark_done(scratch)


def site(text, port):
    """Return our proxy's configuration, for hosts on the loopback."""
    text, listens = re.subn(r"listen 80;", f"listen 127.0.0.1:{port};", text)
    text, named = re.subn(r"http://app:80(69|72)", _named, text)
    assert (listens, named) == (1, 2), "config/proxy/nginx.conf is not what it was"
    return re.sub(r"\n *resolver .*", "", text)


def _named(match):
    return "http://pages" if match[1] == "69" else "http://bus"


def make(work, folder, port, pages, buses, log):
    """Return the proxy, to be started; pages and buses are ports of the hosts."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = (work.settings.config / "proxy" / "nginx.conf").read_text()
    text = MAIN.format(
        folder=folder,
        pages=_servers(pages),
        bus=_servers(buses),
        site=site(shipped, port),
    )
    (folder / "nginx.conf").write_text(text)
    command = [
        program(work.venv.path.parent),
        "-p",
        folder,
        "-c",
        folder / "nginx.conf",
    ]
    command += ["-e", "stderr"]
    return Process("proxy", command, dict(os.environ), log)


def _servers(ports):
    return " ".join(f"server 127.0.0.1:{port};" for port in ports)
