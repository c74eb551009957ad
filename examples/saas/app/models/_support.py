"""Ids, time stamps and types that the models need."""

from datetime import datetime, timedelta, timezone
from secrets import randbits
from time import time_ns


def _base36(value: int, length: int) -> str:
    """The lowest `length` digits of `value` to the base 36."""
    digits = ""
    for _ in range(length):
        value, digit = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def new_cuid() -> str:
    """A cuid: "c", the time in milliseconds, its fraction, random digits; 25 characters."""
    milliseconds, fraction = divmod(time_ns(), 1_000_000)
    time = _base36(milliseconds, 8) + _base36(fraction * 36**4 // 1_000_000, 4)
    return "c" + time + _base36(randbits(72), 12)


def utc_now() -> datetime:
    """The time in UTC to the millisecond, without a time zone, as Prisma stores it."""
    now = datetime.now(timezone(timedelta(0)))
    return now.replace(tzinfo=None, microsecond=now.microsecond // 1000 * 1000)


def aware_now() -> datetime:
    """The time in UTC to the millisecond, with its time zone."""
    now = datetime.now(timezone(timedelta(0)))
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUq(MO;f@!5dA9|Pc0&pZ^XeF$CDRNdUBjnXn-oTm;_LMy>B;73VLvyftfN*yV=cq+0DM<dPud^GlFwXi
# zH7;wMZ?@GBNm*4oog(`iDrW<Pl~-ll@Ri(3eUY-+mQhO*5lQsdVIv?&DmeVInC-Ouf9*4_LpBpjy!v&@C5c$%
# 9Z_-D361cVAL=t74Dp5ff`S5oxwSB-)S(yO|Kp1deq=r_aFn(6EMR!gfq@IVPoy)h=XU{gr*2e(bGor(sr_?Lb
# #hK85=AhLz)})$VkA{lV}$na%)kvCQ7ySL?jkd?;<UyZz_a;o^nuU&UoP(H@l2Y*p@_Saw_=41V!&C+PVIM-j4
# @uv&_9vCdYg1Qz?)eOlFA(Scr&=EA1X?sAA5(e8=aGNHFpX;0Fr12?&XU+!OkQ>7J0QAC$zf|oG%TYBnf7y_<)
# <-OKGW3AQ|&1U7SF1q0{BY=ph?7Z^e@+%n72TQ9RmW-9hnI+7n?Me1HqMo1bU7j4Rv@Z4;N}o!~T2hAND@T(gq
# mt7G{U2#=JYfh&?3A$@6y23Z;L9b5!tewY%o<8=R>=%jhb*5L<3|p)&St8xiy4#A(U@rhL!hn2tXs^<K2h=vs5
# x6a=riK`52SArrG7j
# endregion
