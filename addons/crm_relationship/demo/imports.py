# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The list that the workshop kept in Excel before, and the calls of its switchboard."""

from datetime import date, timedelta

CUSTOMERS = """Mã KH;Họ tên;Công ty;Điện thoại;Email;Địa chỉ;Tỉnh;NV phụ trách;Ghi chú
KH001;Phan Thu;Lá Dừa;0905 441 220;thu@ladua.example;12 Cẩm Thanh;Huế;Lê Thị Hương;Ghế mây
KH002;TRƯƠNG VĂN BÌNH;;905771002;;45 Lê Lợi;Thừa Thiên Huế;Trần Minh Quân;
KH003;Ngô Mỹ Linh;Quán Bến Xưa;0914 220 115;linh@benxua.example;8 Lê Lợi;Huế;Trần Minh Quân;20 bàn
KH004;Nguyễn Thị Đào;Khách sạn Sông Hương;0912 345 678;;;;Lê Thị Hương;
KH005;Đỗ Quang Vinh;;9,35E+08;vinh@dq.example;;Đà Nẵng;Lê Thị Hương;
KH003;Ngô Mỹ Linh;Quán Bến Xưa;0914 220 115;linh@benxua.example;;Đà Nẵng;Trần Minh Quân;
KH006;Mai Anh Tú;Văn phòng Kiến Việt;0988 002 114;tu@kienviet.example;21 Lý Nam Đế;Hà Nội;chị Ngân;

"""
CALLS = """Mã cuộc gọi,Thời gian,Hướng,Số khách hàng,Thời lượng (giây),Trạng thái,Nhân viên
C1,{0} 08:12:00,Gọi đến,0905441220,95,Đã tư vấn,Lê Thị Hương
C2,{1} 14:40:10,Gọi đi,0914220115,0,Không nghe máy,Trần Minh Quân
C3,{1} 15:05:00,Gọi đi,0914220115,210,Đã tư vấn,Trần Minh Quân
C4,{2} 09:30:00,Gọi đến,0988002114,45,Máy bận,Lê Thị Hương
"""


def tell(story):
    """Import both files as the manager did, and leave the report to be looked at."""
    manager = story.users["long"]
    env = story.env(user=manager, context={**story.env.context, "lang": manager.lang})
    batch = env["crm.customer.import"].create(
        {"name": "Excel cũ và tổng đài", "tz": "Asia/Ho_Chi_Minh"}
    )
    batch.attachment_ids = env["ir.attachment"].create(
        [
            {"name": name, "raw": text.encode(), "res_model": batch._name, "res_id": batch.id}
            for name, text in (("khach-hang.csv", CUSTOMERS), ("cuoc-goi.csv", _calls()))
        ]
    )  # fmt: skip
    batch.action_check()
    # sudo: as the job, which does what was asked for; here at once
    batch.sudo()._run()
    advised = batch.outcome_ids.filtered(lambda word: word.name == "Đã tư vấn")
    advised.outcome_id = env.ref("crm_relationship.crm_interaction_outcome_successful")
    batch.action_import()
    # sudo: as the job
    batch.sudo()._run()


def _calls():
    days = (date.today() - timedelta(days=ago) for ago in (9, 6, 3))
    return CALLS.format(*(day.isoformat() for day in days))
