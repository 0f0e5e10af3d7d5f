//! What the kernel says about a process and the machine, read from its text files under `/proc`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::error::Error;

/// The kernel's unit of CPU time in these files: a hundredth of a second on every system that we build for.
const TICK: Duration = Duration::from_millis(10);

/// CPU time that a process has used, in user and kernel mode, with all its threads, also those that have ended.
pub(super) fn cpu_time(process: u32) -> Result<Duration, Error> {
    read(&format!("/proc/{process}/stat"), cpu_of_stat)
}

/// Memory of a process that is in RAM, in KiB.
pub(super) fn resident_kib(process: u32) -> Result<u64, Error> {
    read(&format!("/proc/{process}/status"), resident_of_status)
}

/// Memory of a process that is in RAM and not a part of a file, in KiB.
pub(super) fn anonymous_kib(process: u32) -> Result<u64, Error> {
    read(&format!("/proc/{process}/status"), |status| {
        kib_of_status(status, "RssAnon")
    })
}

/// CPU time that all processes have used together, interrupts included, and what the hypervisor took away.
pub(super) fn machine_cpu() -> Result<(Duration, Duration), Error> {
    read("/proc/stat", busy_of_stat)
}

/// The cores that this process may run on.
pub(super) fn allowed_cores() -> Result<Vec<usize>, Error> {
    read("/proc/self/status", |status| {
        core_list(value(status, "Cpus_allowed_list")?)
    })
}

/// The processor's name, where the kernel tells one.
pub(super) fn processor() -> Result<String, Error> {
    read("/proc/cpuinfo", |text| {
        Some(
            value(text, "model name")
                .unwrap_or("unnamed processor")
                .to_owned(),
        )
    })
}

/// The kernel's release.
pub(super) fn kernel() -> Result<String, Error> {
    read("/proc/sys/kernel/osrelease", |text| {
        Some(text.trim().to_owned())
    })
}

fn read<T>(path: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
    let path = Path::new(path);
    let text = fs::read_to_string(path).map_err(Error::reading(path))?;
    parse(&text).ok_or_else(|| Error::Form {
        path: path.to_owned(),
    })
}

/// The value of a line `name: value`.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let of_line = |line: &'a str| {
        let (found, value) = line.split_once(':')?;
        (found.trim_end() == name).then(|| value.trim())
    };
    text.lines().find_map(of_line)
}

/// Fields 14 and 15 of `/proc/<pid>/stat`. The second is the program's name in brackets and may hold anything.
fn cpu_of_stat(stat: &str) -> Option<Duration> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u32>().ok();
    Some(TICK * (ticks()? + ticks()?))
}

fn resident_of_status(status: &str) -> Option<u64> {
    kib_of_status(status, "VmRSS")
}

fn kib_of_status(status: &str, name: &str) -> Option<u64> {
    value(status, name)?.strip_suffix("kB")?.trim().parse().ok()
}

/// The first line of `/proc/stat`: user, nice, system, idle, waiting, interrupts, soft interrupts, stolen.
fn busy_of_stat(stat: &str) -> Option<(Duration, Duration)> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let fields: Vec<f64> = line
        .split_ascii_whitespace()
        .map(|field| field.parse().ok())
        .collect::<Option<_>>()?;
    let [user, nice, system, _, _, interrupts, soft, stolen, ..] = fields[..] else {
        return None;
    };
    let busy = user + nice + system + interrupts + soft;
    Some((TICK.mul_f64(busy), TICK.mul_f64(stolen)))
}

/// Reads a list such as `0-2,5`.
fn core_list(text: &str) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let number = |number: &str| number.trim().parse::<usize>().ok();
        found.extend(number(first)?..=number(last)?);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_found_behind_any_name() {
        let stat = "17 (a ) b (c) 1 2) S 1 17 17 0 -1 4194560 100 0 3 0 250 31 7 8 20 0 3 0 99 1 2";
        assert_eq!(cpu_of_stat(stat), Some(Duration::from_millis(2_810)));
        assert_eq!(cpu_of_stat("17 (a) S 1"), None);
        assert_eq!(cpu_of_stat(""), None);
    }

    #[test]
    fn resident_memory_is_found_by_its_name() {
        let status = "Name:\tVmRSS\nVmHWM:\t  99 kB\nVmRSS:\t   65224 kB\nThreads:\t3\n";
        assert_eq!(resident_of_status(status), Some(65_224));
        assert_eq!(resident_of_status("Name:\tkworker\n"), None);
    }

    #[test]
    fn a_busy_machine_is_all_but_idle_and_waiting() {
        let stat = "cpu  100 20 30 4000 500 6 7 8 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n";
        let (busy, stolen) = busy_of_stat(stat).unwrap();
        assert_eq!(busy, Duration::from_millis(1_630));
        assert_eq!(stolen, Duration::from_millis(80));
        assert_eq!(busy_of_stat("cpu  1 2 3\n"), None);
    }

    #[test]
    fn cores_come_as_a_list_with_ranges() {
        assert_eq!(core_list("0-1"), Some(vec![0, 1]));
        assert_eq!(core_list("3,0-2,7"), Some(vec![3, 0, 1, 2, 7]));
        assert_eq!(core_list(""), None);
        assert_eq!(core_list("0-x"), None);
    }

    #[test]
    fn this_process_can_be_read() {
        let own = std::process::id();
        assert!(resident_kib(own).unwrap() > 0);
        cpu_time(own).unwrap();
        let (before, _) = machine_cpu().unwrap();
        let (after, _) = machine_cpu().unwrap();
        assert!(before <= after);
        assert!(!allowed_cores().unwrap().is_empty());
        assert!(!kernel().unwrap().is_empty());
    }
}
