"""OpenStack Swift on one disk in one process, with its S3 interface: object_store.py FOLDER PORT. Says READY when it answers."""
import os
import sys

import eventlet

eventlet.patcher.monkey_patch(all=False, socket=True, select=True, thread=True, time=True)

from eventlet import wsgi  # noqa: E402
from swift.common import utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

folder, port = sys.argv[1], int(sys.argv[2])


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


class Silent:
    def write(self, *_):
        pass


def serve(app, listener):
    eventlet.spawn(wsgi.server, listener, app, Silent(), custom_pool=eventlet.GreenPool(200))


os.makedirs(os.path.join(folder, "disks", "one", "tmp"))
utils.SWIFT_CONF_FILE = write("swift.conf", "[swift-hash]\nswift_hash_path_prefix = a\nswift_hash_path_suffix = b\n[storage-policy:0]\nname = one\ndefault = yes\n")
utils.validate_configuration()
for kind in ("account", "container", "object"):
    listener = eventlet.listen(("127.0.0.1", 0))
    ring = RingBuilder(4, 1, 1)
    ring.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": listener.getsockname()[1], "device": "one"})
    ring.rebalance()
    ring.get_ring().save(os.path.join(folder, f"{kind}.ring.gz"))
    conf = write(f"{kind}.conf", f"[DEFAULT]\nswift_dir = {folder}\ndevices = {folder}/disks\nmount_check = false\n[pipeline:main]\npipeline = app\n[app:app]\nuse = egg:swift#{kind}\n")
    serve(loadapp(conf), listener)
proxy = write("proxy.conf", f"""[DEFAULT]
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors gatekeeper cache s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_key = secret .admin
[filter:slo]
use = egg:swift#slo
""")
serve(loadapp(proxy), eventlet.listen(("127.0.0.1", port)))
print("READY", flush=True)
while True:
    eventlet.sleep(3600)
