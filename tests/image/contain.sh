#!/bin/sh
# A container without an engine, as compose.yaml has it: nothing can be written but the volume at
# /data and a small /tmp; another user, without a privilege; the program is process 1.
#
#   unshare --mount --pid --fork sh contain.sh ROOT VOLUME SHOWN COMMAND...
#
# ROOT is an empty folder to build it on, VOLUME the folder to have as /data, SHOWN the folders to
# have at their own places (with : between them). COMMAND starts with what gives the rights up.
set -eu
root=$1 volume=$2 shown=$3
shift 3

show() { # a folder, or a device, at its own place, not to be written
    mount --bind "$1" "$root$1"
    mount --options remount,bind,ro "$root$1"
}

mount --types tmpfs --options mode=755 tmpfs "$root"
for folder in bin sbin lib lib32 lib64 libx32; do # links into /usr, but on old systems
    if [ -L "/$folder" ]; then
        cp --no-dereference "/$folder" "$root/$folder"
    elif [ -d "/$folder" ]; then
        mkdir "$root/$folder"
        show "/$folder"
    fi
done
IFS=:
for folder in /usr /etc $shown; do
    mkdir --parents "$root$folder"
    show "$folder"
done
unset IFS
mkdir "$root/dev" "$root/proc" "$root/tmp" "$root/data"
for device in null zero urandom; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount --types proc proc "$root/proc"
mount --types tmpfs --options mode=1777,size=64m tmpfs "$root/tmp"
mount --bind "$volume" "$root/data"
mount --options remount,ro "$root"

exec chroot "$root" "$@"
