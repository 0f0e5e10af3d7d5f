//! Where connections come from. A pair of addresses has no more than some 28,000 ports for one destination, so on the loopback
//! later servers come from other addresses of 127.0.0.0/8.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, SocketAddrV4},
};

use landfall_agent::Stream;
use tokio::net::{TcpSocket, TcpStream};

/// Servers that come from one address.
const FOR_EACH: usize = 20_000;

/// The address that a server comes from; none to leave it to the system.
fn source(target: SocketAddr, index: usize) -> Option<Ipv4Addr> {
    let SocketAddr::V4(target) = target else {
        return None;
    };
    let block = u32::try_from(index / FOR_EACH)
        .ok()
        .filter(|block| *block > 0)?;
    // 127.0.1.0 and on: nobody listens there.
    (target.ip().is_loopback() && block < 0xffff)
        .then(|| Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 0, 1, 0)) + block))
}

/// Connects the server with that number of this process to the first of the addresses that answers.
pub(crate) async fn connect(
    targets: &[SocketAddr],
    index: usize,
) -> Result<Box<dyn Stream>, String> {
    let mut last = "its name stands for no address".to_owned();
    for target in targets {
        match connect_to(*target, index).await {
            Ok(stream) => return Ok(Box::new(stream)),
            Err(error) => last = error.to_string(),
        }
    }
    Err(last)
}

async fn connect_to(target: SocketAddr, index: usize) -> io::Result<TcpStream> {
    let stream = match source(target, index) {
        None => TcpStream::connect(target).await?,
        Some(source) => {
            let socket = TcpSocket::new_v4()?;
            socket.bind(SocketAddrV4::new(source, 0).into())?;
            socket.connect(target).await?
        }
    };
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_many_servers_on_the_loopback_have_addresses_of_their_own() {
        let here = "127.0.0.1:80".parse().unwrap();
        assert_eq!(source(here, 0), None);
        assert_eq!(source(here, FOR_EACH - 1), None);
        assert_eq!(source(here, FOR_EACH), Some(Ipv4Addr::new(127, 0, 1, 1)));
        assert_eq!(
            source(here, 3 * FOR_EACH),
            Some(Ipv4Addr::new(127, 0, 1, 3))
        );
        assert_eq!(source("192.0.2.1:80".parse().unwrap(), FOR_EACH), None);
        assert_eq!(source("[::1]:80".parse().unwrap(), FOR_EACH), None);
    }
}
